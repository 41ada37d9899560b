namespace Fathom.Vault;

/// <summary>A repair that is safe.</summary>
/// <param name="Text">What it does, for people.</param>
/// <param name="Run">Does it.</param>
internal sealed record PlannedRepair(string Text, Func<Errno> Run);
