namespace Fathom.Vault;

/// <summary>A directory in which names are looked up.</summary>
internal readonly struct LookupPlace
{
    internal LookupPlace(VaultTree tree, DirectoryId id, IContentNode content)
    {
        Id = id;
        Content = content;
        Siv = tree.Siv.PrepareDirectory(id.Bytes);
    }

    /// <summary>Its id.</summary>
    internal readonly DirectoryId Id;

    /// <summary>Its content directory; not this one's to dispose of.</summary>
    internal readonly IContentNode Content;

    /// <summary>The cipher of its names.</summary>
    internal readonly SivDirectory Siv;
}
