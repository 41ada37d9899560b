using Fathom.Index;
using Xunit;

namespace Fathom.Tests.Index.Query;

public sealed class SqlTokensTests
{
    [Theory]
    [InlineData("SELECT a FROM b", "SELECT|a|FROM|b")]
    [InlineData("-- x\nSELECT 1.5 -- y", "SELECT|1.5")]
    [InlineData("/* a /* b */ c */ x", "x")]
    [InlineData("'it''s' b", "it''s|b")]
    [InlineData("\"a \"\"b\"\"\".c", "a \"b\"|.|c")]
    [InlineData(@"E'a\'b' c", @"a\'b|c")]
    [InlineData("$$a'b$$ c $t$ $$ $t$ d", "$$a'b$$|c|$t$ $$ $t$|d")]
    [InlineData("a\u00A0(b\u200D)", "a|(|b|)")]
    [InlineData("größe*2;", "größe|*|2|;")]
    [InlineData("'open", "")]
    [InlineData("", "")]
    public void Text_is_cut_as_PostgreSQL_cuts_it(string sql, string tokens) =>
        Assert.Equal(tokens, string.Join('|', SqlTokens.Read(sql).Select(token => token.Text)));

    [Theory]
    [InlineData("SELECT 1 ; -- done\n;", "SELECT 1")]
    [InlineData("SELECT ';'", "SELECT ';'")]
    [InlineData(" ; ", "")]
    public void A_trimmed_statement_has_no_end(string sql, string trimmed) => Assert.Equal(trimmed, SqlTokens.Trim(sql, SqlTokens.Read(sql)));

    [Theory]
    [InlineData("SELECT path FROM entries", true)]
    [InlineData("SELECT \"Path\" FROM entries", true)]
    [InlineData("SELECT * FROM entries", true)]
    [InlineData("SELECT e.* FROM entries e", true)]
    [InlineData("SELECT count(DISTINCT name), * EXCLUDE (name) FROM entries", true)]
    [InlineData("FROM entries", true)]
    [InlineData("WITH a AS (FROM entries) SELECT 1", true)]
    [InlineData("SELECT COLUMNS('p.*') FROM entries", true)]
    [InlineData("DESCRIBE entries", true)]
    [InlineData("SUMMARIZE entries", true)]
    [InlineData("SELECT count(*) FROM entries", false)]
    [InlineData("SELECT size * 2, (size) * nlink FROM entries", false)]
    [InlineData("SELECT 'path', name FROM entries -- path", false)]
    [InlineData("SELECT d.path, sum(e.size) FROM entries e JOIN dirs d USING (dir_id) GROUP BY ALL", false)]
    [InlineData("WITH a AS (SELECT name FROM entries) SELECT count(*) FROM a", false)]
    public void Paths_are_joined_only_when_asked_for(string sql, bool needsPath) => Assert.Equal(needsPath, EntriesView.NeedsPath(SqlTokens.Read(sql)));
}
