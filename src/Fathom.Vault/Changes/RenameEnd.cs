namespace Fathom.Vault;

/// <summary>A name in a directory, from which or to which something is renamed.</summary>
internal readonly ref struct RenameEnd
{
    internal RenameEnd(VaultTree tree, HeldDirectory held, IWritableNode content, ReadOnlySpan<byte> name)
    {
        Held = held;
        Content = content;
        Name = name;
        Place = new LookupPlace(tree, held.Id, content);
    }

    /// <summary>The directory.</summary>
    internal readonly HeldDirectory Held;

    /// <summary>Its content directory.</summary>
    internal readonly IWritableNode Content;

    /// <summary>The name in cleartext.</summary>
    internal readonly ReadOnlySpan<byte> Name;

    /// <summary>Where to look it up.</summary>
    internal readonly LookupPlace Place;

    /// <summary>The directory's id.</summary>
    internal DirectoryId Id => Held.Id;
}
