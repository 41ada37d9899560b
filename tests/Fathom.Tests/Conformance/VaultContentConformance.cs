using System.Runtime.Versioning;
using System.Text;
using Fathom.Local;
using Fathom.Tests.Support;
using Fathom.Tests.Vault.Support;
using Fathom.Vault;

namespace Fathom.Tests.Conformance;

/// <summary>Content of a vault on this machine's disk.</summary>
[SupportedOSPlatform("linux")]
public abstract class VaultContentConformance : ContentConformance, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly VaultWriter _writer;

    protected VaultContentConformance(CipherCombo cipher) => _writer = new VaultWriter(_folder.Path, cipher);

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override IContentTree Open() => VaultTree.Open(LocalTree.Open(_folder.Path), VaultWriter.Password);

    protected override void PutFile(string name, byte[] content) => _writer.MakeFile(DirectoryId.Root, ContentSteps.Bytes(name), content);

    protected override void PutDirectory(string name) => _writer.MakeDirectory(DirectoryId.Root, ContentSteps.Bytes(name), DirectoryId.Create());

    protected override void PutSymlink(string name, string target) =>
        _writer.MakeLink(DirectoryId.Root, ContentSteps.Bytes(name), Encoding.Latin1.GetBytes(target));
}
