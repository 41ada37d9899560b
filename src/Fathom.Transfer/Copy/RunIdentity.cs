namespace Fathom.Transfer;

/// <summary>Which run of the program something belongs to.</summary>
/// <param name="Host">The machine, and the space of its process numbers: a hash.</param>
/// <param name="Process">Number of the process.</param>
/// <param name="Start">When it started, in any unit that does not change while the machine runs: with <paramref name="Process"/> it is unique there.</param>
public readonly record struct RunIdentity(uint Host, uint Process, ulong Start);
