namespace Fathom.Transfer;

/// <summary>What became of a <see cref="CopyRequest"/>.</summary>
internal readonly record struct CopyResult
{
    /// <summary>What failed; without meaning if nothing did. <see cref="TransferAction.Open"/> of the source with ENOENT: the file vanished;
    /// with ESTALE: the name stands for another node.</summary>
    internal TransferAction Action { get; init; }

    /// <summary>It failed in the source; else in the target.</summary>
    internal bool IsSource { get; init; }

    /// <summary>The copy is whole and has its name, but not all of its attributes; why.</summary>
    internal Errno AttributesErrno { get; init; }

    /// <summary>Bytes of content that the copy has.</summary>
    internal long Bytes { get; init; }

    /// <summary>Size and time of the source were the same before and after it was read.</summary>
    internal bool IsStable { get; init; }

    /// <summary>How most of the content was copied; never <see cref="CopyMethod.Auto"/>.</summary>
    internal CopyMethod Method { get; init; }

    /// <summary>The copy is there, and gets its name with <see cref="FileCopier.Finish"/>.</summary>
    internal bool IsDelayed { get; init; }

    /// <summary>The copy was broken off, and what came of it was kept.</summary>
    internal bool KeptPartial { get; init; }
}
