using Fathom.Index;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Fathom.Tests.Index.Sql;

public sealed class SqlTextTests
{
    [Fact]
    public void Quotes_are_doubled()
    {
        Assert.Equal("\"a \"\"b\"\" 'c'\"", SqlText.Identifier("a \"b\" 'c'"));
        Assert.Equal("'it''s \"so\"'", SqlText.Literal("it's \"so\""));
        Assert.Equal("['a', '''', '']", SqlText.Literals(["a", "'", ""]));
        Assert.Equal("[]", SqlText.Literals([]));
    }

    [Fact]
    public void Any_text_comes_back_from_DuckDB()
    {
        using DuckDatabase database = DuckDatabase.Open(new DuckOptions { Threads = 1 });
        using DuckConnection connection = database.Connect();
        Gen<string> texts = Gen.Elements("'", "\"", "\\", "ä", "\n", "\U0001F600", "--", ";", "%", "$$", "a").ListOf().Select(parts => string.Concat(parts));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            Assert.Equal(text, connection.ScalarText($"SELECT {SqlText.Literal(text)}"));
            using DuckResult result = connection.Query($"SELECT 1 AS {SqlText.Identifier("c" + text)}");
            Assert.Equal("c" + text, result.Columns[0].Name);
        }).QuickCheckThrowOnFailure();
    }
}
