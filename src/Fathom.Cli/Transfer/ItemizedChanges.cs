using Fathom.Transfer;

namespace Fathom.Cli;

/// <summary>The eleven columns <c>YXcstpoguax</c> of rsync's itemised lines (rsync(1), <c>--itemize-changes</c>).</summary>
internal static class ItemizedChanges
{
    /// <summary>How many there are.</summary>
    internal const int Length = 11;

    private const int FirstAttribute = 2;

    /// <summary>Writes the columns.</summary>
    /// <param name="columns">At least <see cref="Length"/> bytes.</param>
    /// <param name="options">What is preserved, which tells 't' from 'T'.</param>
    internal static void Write(Span<byte> columns, PlanStep step, TransferOptions options)
    {
        ItemChanges changes = step.Changes;
        columns = columns[..Length];
        if ((changes & ItemChanges.Deleted) != 0)
        {
            "*deleting  "u8.CopyTo(columns);
            return;
        }

        columns[0] = (changes & ItemChanges.Local) != 0 ? (changes & ItemChanges.HardLink) != 0 ? (byte)'h' : (byte)'c'
            : (changes & ItemChanges.Transfer) != 0 ? (byte)'>' : (byte)'.';
        columns[1] = step.NodeKind switch
        {
            EntryKind.Directory => (byte)'d',
            EntryKind.Symlink => (byte)'L',
            EntryKind.CharacterDevice or EntryKind.BlockDevice => (byte)'D',
            EntryKind.Fifo or EntryKind.Socket => (byte)'S',
            _ => (byte)'f',
        };
        if ((changes & ItemChanges.New) != 0)
        {
            columns[FirstAttribute..].Fill((byte)'+');
            return;
        }

        WriteAttributes(columns, step, options);
        bool mayBeBlank = columns[0] is (byte)'.' or (byte)'h' or (byte)'c';
        if (mayBeBlank && !columns[FirstAttribute..].ContainsAnyExcept((byte)'.'))
        {
            columns[FirstAttribute..].Fill((byte)' ');
        }
    }

    private static void WriteAttributes(Span<byte> columns, PlanStep step, TransferOptions options)
    {
        ItemChanges changes = step.Changes;
        bool hasSize = step.NodeKind != EntryKind.Symlink;
        byte time = options.Times ? (byte)'t' : (byte)'T';
        columns[2] = Mark(changes, ItemChanges.Content, (byte)'c');
        columns[3] = hasSize ? Mark(changes, ItemChanges.Size, (byte)'s') : (byte)'.';
        columns[4] = Mark(changes, ItemChanges.Time, time);
        columns[5] = Mark(changes, ItemChanges.Permissions, (byte)'p');
        columns[6] = Mark(changes, ItemChanges.Owner, (byte)'o');
        columns[7] = Mark(changes, ItemChanges.Group, (byte)'g');
        columns[8] = (byte)'.'; // Access and birth times, which are not kept.
        columns[9] = Mark(changes, ItemChanges.Acl, (byte)'a');
        columns[10] = Mark(changes, ItemChanges.Xattr, (byte)'x');
    }

    private static byte Mark(ItemChanges changes, ItemChanges which, byte letter) => (changes & which) != 0 ? letter : (byte)'.';
}
