namespace Fathom.Index;

/// <summary>Rows for DuckDB, a chunk at a time. See <see cref="DuckConnection.AddSource"/>.</summary>
internal interface IVectorSource
{
    /// <summary>Writes the next rows. One thread at a time, though not always the same one.</summary>
    /// <param name="output">An empty chunk; every column must be written.</param>
    /// <returns>
    /// Rows written, up to <see cref="VectorWriter.Capacity"/>; 0 at the end. A later query that names the source asks again.
    /// </returns>
    /// <remarks>What it throws ends the query, and comes out of the call that ran it.</remarks>
    int Fill(in VectorWriter output);
}
