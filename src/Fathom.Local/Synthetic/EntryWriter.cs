using Microsoft.Win32.SafeHandles;

namespace Fathom.Local;

/// <summary>One worker's hand: adds entries to the directory that it stands in, counts them and collects the jobs that
/// they lead to. Names end in a zero byte. Any failure throws, because it ends the run.</summary>
internal sealed class EntryWriter
{
    internal const int MaxWritten = 16 * 1024;

    private const int DirectoryMode = 0x1ED; // 0755
    private const int FileMode = 0x1A4; // 0644

    private static readonly byte[] s_content = MakeContent();

    private SyntheticDirectory _directory = null!;
    private GenerateSummary _summary;

    internal GenerateSummary Summary => _summary;

    /// <summary>Jobs found since the last <see cref="Enter"/>; each holds a reference to its parent.</summary>
    internal List<DirectoryJob> Children { get; } = [];

    internal void Enter(SyntheticDirectory directory)
    {
        _directory = directory;
        Children.Clear();
    }

    internal void AddDirectory(ReadOnlySpan<byte> name, in DirectoryBudget budget)
    {
        Check(Interop.CreateDirectoryAt(_directory.Handle, name, DirectoryMode), name);
        _directory.Acquire();
        Children.Add(new DirectoryJob(_directory, name.ToArray(), budget));
        _summary = _summary with { Entries = _summary.Entries + 1, Directories = _summary.Directories + 1 };
    }

    /// <summary>Leaves a part of this directory's files to whichever worker takes it.</summary>
    internal void AddSlice(in DirectoryBudget budget)
    {
        _directory.Acquire();
        Children.Add(new DirectoryJob(_directory, null, budget));
    }

    internal void AddFile(ReadOnlySpan<byte> name, FileContent content, Interop.TimeSpec time)
    {
        if (content.Size == 0)
        {
            // One call less than open, close and no write in between.
            AddNode(name, Interop.S_IFREG | FileMode, 0, time);
            return;
        }

        Check(Interop.CreateFileAt(_directory.Handle, name, FileMode, out SafeFileHandle file), name);
        using (file)
        {
            Check(Interop.WriteAllAt(file, s_content.AsSpan(0, content.Written), content.Offset), name);
            if (content.Size > content.Offset + content.Written)
            {
                Check(Interop.SetSize(file, content.Size), name);
            }

            Check(Interop.SetTimes(file, time), name);
        }

        _summary = _summary.Plus(new GenerateSummary(1, 0, content.Size, content.Written));
    }

    /// <summary>Adds an empty file, fifo, socket or device. Where devices are not allowed a fifo stands in.</summary>
    internal void AddNode(ReadOnlySpan<byte> name, int mode, ulong device, Interop.TimeSpec time)
    {
        Errno errno = Interop.CreateNodeAt(_directory.Handle, name, mode, device);
        if (errno == Errno.EPERM && device != 0)
        {
            errno = Interop.CreateNodeAt(_directory.Handle, name, Interop.S_IFIFO | FileMode, 0);
        }

        Check(errno, name);
        Check(Interop.SetTimesAt(_directory.Handle, name, time), name);
        Count();
    }

    internal void AddSymlink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, Interop.TimeSpec time)
    {
        Check(Interop.CreateSymlinkAt(target, _directory.Handle, name), name);
        Check(Interop.SetTimesAt(_directory.Handle, name, time), name);
        Count();
    }

    /// <summary>Links to a file of this directory.</summary>
    internal void AddHardLink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> source)
    {
        Check(Interop.CreateLinkAt(_directory.Handle, source, _directory.Handle, name), name);
        Count();
    }

    /// <summary>Links to the file that the parent directory offers.</summary>
    /// <returns>False, with nothing made, if it offers none.</returns>
    internal bool TryAddHardLinkToParent(ReadOnlySpan<byte> name)
    {
        if (_directory.Parent is not { LinkSource: { } source } parent)
        {
            return false;
        }

        Check(Interop.CreateLinkAt(parent.Handle, source, _directory.Handle, name), name);
        Count();
        return true;
    }

    /// <summary>Lets the child directories link to this regular file; the first one offered stays.</summary>
    internal void OfferToChildren(ReadOnlySpan<byte> name) => _directory.LinkSource ??= name.ToArray();

    internal void SetMode(ReadOnlySpan<byte> name, int mode) =>
        Check(Interop.SetModeAt(_directory.Handle, name, mode), name);

    private static byte[] MakeContent()
    {
        byte[] content = new byte[MaxWritten];
        SplitMix64 random = new(0);
        for (int i = 0; i < content.Length; i++)
        {
            content[i] = i % 64 == 63 ? (byte)'\n' : (byte)('!' + random.Below(90));
        }

        return content;
    }

    private void Count() => _summary = _summary with { Entries = _summary.Entries + 1 };

    private void Check(Errno errno, ReadOnlySpan<byte> name)
    {
        if (errno != Errno.None)
        {
            throw new FathomException("cannot create", _directory.PathOf(name), errno);
        }
    }
}
