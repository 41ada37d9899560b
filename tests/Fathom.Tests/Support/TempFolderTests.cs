using Xunit;

namespace Fathom.Tests.Support;

public sealed class TempFolderTests
{
    [Fact]
    public void Removes_a_chain_of_5000_levels()
    {
        var folder = new TempFolder();
        const string Chain = "for (1..5000) { mkdir 'd' or die; chdir 'd' or die }";
        Shell.Run(new ShellCommand("perl", "-e", Chain) { WorkingDirectory = folder.Path }).EnsureSuccess();

        folder.Dispose();

        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void Removes_unreadable_folders_and_names_that_are_no_text()
    {
        var folder = new TempFolder();
        const string Names = "mkdir -p a/b && touch a/b/$'x\\xff\\ny' && chmod 0 a/b a";
        Shell.Run(new ShellCommand("bash", "-c", Names) { WorkingDirectory = folder.Path }).EnsureSuccess();

        folder.Dispose();

        Assert.False(Directory.Exists(folder.Path));
    }
}
