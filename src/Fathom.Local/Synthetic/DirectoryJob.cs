namespace Fathom.Local;

/// <summary>A directory that was made but not filled yet, or a slice of one that is open already.</summary>
/// <param name="Parent">Holds one reference for this job. For a slice, the directory itself.</param>
/// <param name="Name">Ends in a zero byte; null for a slice.</param>
internal readonly record struct DirectoryJob(SyntheticDirectory Parent, byte[]? Name, DirectoryBudget Budget);
