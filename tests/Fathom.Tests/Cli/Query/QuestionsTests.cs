using System.Text;
using System.Text.RegularExpressions;
using Fathom.Cli;
using Fathom.Index;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Query;

/// <summary>Every question of docs/queries.md is asked, and answered as it stands there.</summary>
public sealed partial class QuestionsTests(QuestionsFixture fixture) : IClassFixture<QuestionsFixture>
{
    public static TheoryData<string, string, bool, string> Questions
    {
        get
        {
            TheoryData<string, string, bool, string> questions = [];
            foreach (Match match in Question().Matches(File.ReadAllText(RepositoryRoot.At("docs/queries.md"))))
            {
                questions.Add(match.Groups["title"].Value, match.Groups["sql"].Value, match.Groups["varies"].Success, match.Groups["answer"].Value);
            }

            return questions;
        }
    }

    [Fact]
    public void There_are_twenty() => Assert.Equal(20, Questions.Count);

    [Theory]
    [MemberData(nameof(Questions))]
    public void The_answer_is_the_one_that_is_printed(string title, string sql, bool varies, string answer)
    {
        Assert.NotEmpty(title);
        string[] expected = answer.TrimEnd('\n').Split('\n');
        string[] actual = Ask(sql);

        // What depends on the user, the day or the file system has the same columns and about as many rows.
        Assert.Equal(Spaces().Replace(expected[0], " "), Spaces().Replace(actual[0], " "));
        if (varies)
        {
            Assert.InRange(actual.Length, 2, expected.Length + 1);
        }
        else
        {
            Assert.Equal(expected, actual);
        }
    }

    private string[] Ask(string sql)
    {
        string file = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.OpenWrite(file))
            using (QueryRows rows = fixture.Query.Run(sql))
            using (StandardOutput output = new((int)stream.SafeFileHandle.DangerousGetHandle(), false, static errno => Assert.Equal(0, errno)))
            {
                QueryPrinter.Print(rows, ResultFormat.Table, output, new ResultStyle());
            }

            return [.. File.ReadAllText(file, Encoding.UTF8).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"^## \d+\. (?<title>.+)\n(?s:.*?)```sql\n(?<sql>(?s:.*?))```\n\n```text(?<varies> varies)?\n(?<answer>(?s:.*?))```", RegexOptions.Multiline)]
    private static partial Regex Question();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
