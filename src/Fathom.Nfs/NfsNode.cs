namespace Fathom.Nfs;

/// <summary>A node that a name led to.</summary>
/// <param name="Handle">Names it in further calls.</param>
/// <param name="Attributes">Null when the server left them out; <see cref="NfsClient.GetAttributes"/> asks for them.</param>
public readonly record struct NfsNode(NfsFileHandle Handle, NodeAttributes? Attributes);
