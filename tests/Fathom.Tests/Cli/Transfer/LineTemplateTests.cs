using System.Text;
using Fathom.Cli;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

public sealed class LineTemplateTests
{
    [Theory]
    [InlineData("%i %n%L", "<i>< ><n><L>")]
    [InlineData("100%%", "<100><%>")]
    [InlineData("%10l|%-8n", "<l:10><|><n:-8>")]
    [InlineData("%'l%''l%5'l", "<l'><l''><l:5'>")]
    [InlineData("end%", "<end><%>")]
    public void Formats_are_literal_bytes_and_directives(string format, string expected)
    {
        IEnumerable<string> parts = LineTemplate.Parse(format).Parts.Select(part => part.Directive == '\0'
            ? $"<{Encoding.UTF8.GetString(part.Text)}>"
            : $"<{part.Directive}{(part.Width == 0 ? "" : $":{part.Width}")}{new string('\'', part.Quotes)}>");

        Assert.Equal(expected, string.Concat(parts));
    }

    [Theory]
    [InlineData("%a")]
    [InlineData("%b")]
    [InlineData("%C")]
    [InlineData("%999i")]
    public void What_means_nothing_here_is_refused(string format) => Assert.Throws<UsageException>(() => LineTemplate.Parse(format));
}
