using Xunit;

namespace Fathom.Tests.Support;

/// <summary>Tests of what the whole process shares (instruments, descriptors): nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
