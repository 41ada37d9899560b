namespace Fathom.Nfs;

/// <summary>What a WRITE did.</summary>
/// <param name="Count">Bytes written; a server may write less than it was given.</param>
/// <param name="Stability">How safe they are; at least what was asked for.</param>
/// <param name="Verifier">Changes when the server may have lost data that was not committed: then write it again.</param>
/// <remarks>RFC 1813, section 3.3.7.</remarks>
public readonly record struct NfsWriteResult(int Count, NfsStability Stability, ulong Verifier);
