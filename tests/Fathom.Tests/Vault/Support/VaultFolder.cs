using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Vault;

namespace Fathom.Tests.Vault.Support;

/// <summary>A vault on disk for one test, and what a walk finds in it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class VaultFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public VaultFolder(CipherCombo cipher = CipherCombo.SivGcm) => Writer = new VaultWriter(_folder.Path, cipher);

    public VaultWriter Writer { get; }

    public static DirectoryId Root => DirectoryId.Root;

    public VaultTree Open(VaultOptions? options = null) => VaultTree.Open(LocalTree.Open(_folder.Path), VaultWriter.Password, options);

    /// <summary>Walks the vault; paths begin with a slash.</summary>
    public RecordingSink Walk(StatMask wanted = StatMask.Size)
    {
        using VaultTree tree = Open(new VaultOptions { RootName = "V"u8.ToArray() });
        RecordingSink sink = new(wanted);
        Deadline.Run(() => new Walker(tree, new WalkOptions { Workers = 2 }).Run(sink));
        return sink;
    }

    /// <summary>What a walk finds, a line each: path, and kind or error.</summary>
    public string[] Lines() => Lines(Walk());

    public static string[] Lines(RecordingSink sink) =>
        [.. sink.Entries.Select(static pair => $"{pair.Key} {(pair.Value.Errno == Errno.None ? pair.Value.Kind : pair.Value.Errno)}").Order(StringComparer.Ordinal)];

    public static string[] Errors(RecordingSink sink) =>
        [.. sink.Errors.Select(static error => $"{Encoding.UTF8.GetString(error.Path)} {error.Stage} {error.Errno}").Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Writer.Dispose();
        _folder.Dispose();
    }
}
