namespace Fathom.Nfs;

/// <summary>A remote procedure.</summary>
/// <param name="Program">RPC program number.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Number">Procedure in that version.</param>
/// <param name="Name">As the program's RFC spells it, for statistics and messages.</param>
internal sealed record RpcProcedure(uint Program, uint Version, uint Number, string Name);
