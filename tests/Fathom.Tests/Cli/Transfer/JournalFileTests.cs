using System.Runtime.Versioning;
using Fathom.Cli;
using Fathom.Tests.Interop;
using Fathom.Tests.Support;
using Xunit;

namespace Fathom.Tests.Cli.Transfer;

/// <summary>Which files are taken for journals.</summary>
[SupportedOSPlatform("linux")]
[Collection(nameof(Alone))]
public sealed class JournalFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _folder = new();
    private readonly string _path;

    public JournalFileTests() => _path = _folder.At("state/fathom/sync/x.journal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again_and_goes_when_it_is_removed()
    {
        Assert.Equal("", JournalFile.TryOpen(_path, creates: false, out _));
        using (JournalFile file = Open())
        {
            file.Write(0, "a longer text"u8, isDurable: true);
            file.Write(0, "first"u8, isDurable: false);
            file.Write(5, " and more"u8, isDurable: false);
        }

        Assert.Equal(Private, File.GetUnixFileMode(_path));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_path)!));
        using (JournalFile file = Open(creates: false))
        {
            Assert.Equal("first and more"u8, file.Read(100));
            Assert.Equal("first"u8, file.Read(5));
            file.Remove();
        }

        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void One_run_has_it_at_a_time()
    {
        using (JournalFile file = Open())
        {
            Assert.Equal("another run of the same transfer has it", JournalFile.TryOpen(_path, creates: true, out JournalFile? other));
            Assert.Null(other);
        }

        Open(creates: false).Dispose();
    }

    [Fact]
    public void A_file_that_was_removed_is_made_anew_also_while_its_lock_is_held()
    {
        JournalFile first = Open();
        first.Remove();

        using JournalFile second = Open();
        second.Write(0, "second"u8, isDurable: false);
        first.Dispose();

        Assert.True(File.Exists(_path));
        Assert.Equal("second"u8, second.Read(100));
    }

    [Fact]
    public void A_link_is_not_followed()
    {
        Open().Dispose();
        File.Move(_path, _folder.At("elsewhere"));
        File.CreateSymbolicLink(_path, _folder.At("elsewhere"));

        Assert.Equal("it is a link", JournalFile.TryOpen(_path, creates: false, out _));
        Assert.Equal("it is a link", JournalFile.TryOpen(_path, creates: true, out _));
    }

    [Theory]
    [InlineData("chmod 640 x.journal", "others may read or write it")]
    [InlineData("chmod 602 x.journal", "others may read or write it")]
    [InlineData("ln x.journal second", "it has a second name")]
    [InlineData("rm x.journal; mkfifo -m 600 x.journal", "it is no file")]
    [InlineData("chmod 777 .", "others may write to its directory")]
    [InlineData("chmod 770 .", "others may write to its directory")]
    [InlineData("chmod 1777 .", null)]
    [InlineData("chmod 755 .", null)]
    public void What_others_may_have_written_is_refused(string change, string? refusal)
    {
        Open().Dispose();
        Assert.Equal("", ShellRun.Of($"cd '{Path.GetDirectoryName(_path)}'; {change}").Error);

        Assert.Equal(refusal, JournalFile.TryOpen(_path, creates: false, out JournalFile? file));
        file?.Dispose();
    }

    [Theory]
    [InlineData("x.journal", "it belongs to another user")]
    [InlineData(".", "its directory belongs to another user")]
    public void What_belongs_to_another_user_is_refused(string name, string refusal)
    {
        Assert.SkipUnless(RawFiles.IsRoot, "giving files away needs root");
        Open().Dispose();
        Shell.Run("chown", "65534", Path.Combine(Path.GetDirectoryName(_path)!, name)).EnsureSuccess();

        Assert.Equal(refusal, JournalFile.TryOpen(_path, creates: false, out _));
        Assert.Equal(refusal, JournalFile.TryOpen(_path, creates: true, out _));
    }

    [Fact]
    public void It_is_where_state_is_kept()
    {
        byte[] key = [1, 0xab];
        Assert.Equal("/s/fathom/sync/01ab.journal", JournalFile.DefaultPath(static name => name == "XDG_STATE_HOME" ? "/s" : "/h", key));
        Assert.Equal("/h/.local/state/fathom/sync/01ab.journal", JournalFile.DefaultPath(static name => name == "XDG_STATE_HOME" ? "relative" : "/h", key));
        Assert.Null(JournalFile.DefaultPath(static _ => null, key));
    }

    private JournalFile Open(bool creates = true)
    {
        Assert.Null(JournalFile.TryOpen(_path, creates, out JournalFile? file));
        return file!;
    }
}
