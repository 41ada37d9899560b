namespace Fathom.Transfer;

/// <summary>A filter file of a directory that could not be heeded. Which names it keeps back is not known then: nothing of the directory
/// should be copied or deleted.</summary>
/// <param name="Path">Of the file, relative to the root of the transfer; raw bytes.</param>
/// <param name="Errno">Why; <see cref="Errno.EINVAL"/> for a rule that has no meaning, where rsync ends with exit code 1.</param>
/// <param name="Message">What is wrong with it and in which line, without the path.</param>
internal sealed record FilterProblem(ReadOnlyMemory<byte> Path, Errno Errno, string Message);
