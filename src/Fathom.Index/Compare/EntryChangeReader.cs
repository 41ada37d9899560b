namespace Fathom.Index;

/// <summary>Takes one entry that differs.</summary>
public delegate void EntryChangeReader(in EntryChange change);
