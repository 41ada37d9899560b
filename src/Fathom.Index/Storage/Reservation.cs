namespace Fathom.Index;

/// <summary>A range of rows that one worker fills.</summary>
/// <param name="Block">Where.</param>
/// <param name="Row">The first row.</param>
/// <param name="Bytes">The first byte of the arena.</param>
/// <param name="FirstDirectory">The number of the first directory among them; the others follow.</param>
internal readonly record struct Reservation(RowBlock Block, int Row, int Bytes, long FirstDirectory);
