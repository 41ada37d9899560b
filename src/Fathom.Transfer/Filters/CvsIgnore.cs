namespace Fathom.Transfer;

/// <summary>Names that <c>-C</c> leaves out.</summary>
internal static class CvsIgnore
{
    /// <summary>Patterns separated by white space: the list of rsync(1), at --cvs-exclude.</summary>
    internal static ReadOnlySpan<byte> Patterns =>
        """
        RCS SCCS CVS CVS.adm RCSLOG cvslog.* tags TAGS .make.state .nse_depinfo *~ #* .#* ,* _$* *$ *.old *.bak *.BAK *.orig *.rej
        .del-* *.a *.olb *.o *.obj *.so *.exe *.Z *.elc *.ln core .svn/ .git/ .hg/ .bzr/
        """u8;
}
