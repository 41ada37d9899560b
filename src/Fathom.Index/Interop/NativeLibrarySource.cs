namespace Fathom.Index;

/// <summary>What a native library is called, and what to tell a user who does not have it.</summary>
/// <param name="Import">The name in the declarations of imports.</param>
/// <param name="Title">As its makers spell it.</param>
/// <param name="FileNames">Names of its file, the preferred one first.</param>
/// <param name="Advice">How to get it, as a complete sentence.</param>
internal sealed record NativeLibrarySource(string Import, string Title, string[] FileNames, string Advice);
