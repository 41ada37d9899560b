namespace Fathom.Transfer;

/// <summary>Which extended attributes a transfer takes.</summary>
/// <param name="Xattrs">Those of users (<c>-X</c>); as root all that the system does not keep for itself.</param>
/// <param name="Acls">Those that are ACLs (<c>-A</c>).</param>
/// <param name="IsRoot">Takes all namespaces.</param>
internal readonly record struct XattrScope(bool Xattrs, bool Acls, bool IsRoot)
{
    /// <summary>There are some.</summary>
    internal bool IsAny => Xattrs || Acls;

    /// <summary>A name is one of them.</summary>
    internal bool Has(ReadOnlySpan<byte> name)
    {
        if (name.StartsWith("system."u8))
        {
            return Acls && (name.SequenceEqual(AclValue.AccessName) || name.SequenceEqual(AclValue.DefaultName));
        }

        return Xattrs && (IsRoot || name.StartsWith("user."u8));
    }
}
