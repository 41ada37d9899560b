using Xunit;

namespace Fathom.Tests.Support;

/// <summary>Tests of what the whole process shares (instruments, its umask, locks that its children inherit), and of programs whose calls are
/// counted or that are killed at moments of a known time: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
