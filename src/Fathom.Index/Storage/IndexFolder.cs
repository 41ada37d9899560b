using System.Globalization;
using System.Text;

namespace Fathom.Index;

/// <summary>The folder of an index: names of its files, and the steps that make them last.</summary>
internal sealed class IndexFolder(string path)
{
    /// <summary>The folder.</summary>
    internal string Root { get; } = path;

    internal string Of(string file) => Path.Combine(Root, file);

    /// <summary>Where a part stands until it is committed.</summary>
    internal string TemporaryOf(string file) => Of(file) + ".tmp";

    internal static string PartName(string folder, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{folder}/part-{number:D6}{IndexFormat.PartSuffix}");

    /// <summary>Makes the folders of a new index.</summary>
    internal void Create()
    {
        try
        {
            Directory.CreateDirectory(Root);
            Directory.CreateDirectory(Of(IndexFormat.EntriesFolder));
            Directory.CreateDirectory(Of(IndexFormat.DirectoriesFolder));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IndexException($"cannot create index '{Root}': {failure.Message}");
        }
    }

    /// <summary>Makes a part that DuckDB has written last, under its temporary name.</summary>
    /// <returns>Its size in bytes.</returns>
    internal long SyncPart(string file)
    {
        string temporary = TemporaryOf(file);
        Sync(temporary);
        Sync(Path.GetDirectoryName(temporary)!);
        return new FileInfo(temporary).Length;
    }

    /// <summary>Gives a committed part its name.</summary>
    internal void Publish(string file) => File.Move(TemporaryOf(file), Of(file), overwrite: true);

    /// <summary>Makes the names of the parts last.</summary>
    internal void SyncNames()
    {
        Sync(Of(IndexFormat.EntriesFolder));
        Sync(Of(IndexFormat.DirectoriesFolder));
    }

    /// <summary>Brings the files to what the catalog says: parts that were committed get their names, all else goes.</summary>
    /// <exception cref="IndexException">A part is missing.</exception>
    internal void Repair(IReadOnlyList<Part> parts)
    {
        foreach (Part part in parts)
        {
            if (!File.Exists(Of(part.File)))
            {
                if (!File.Exists(TemporaryOf(part.File)))
                {
                    throw new IndexException($"index '{Root}' lacks its part '{part.File}': it cannot be resumed; scan again with --overwrite");
                }

                Publish(part.File);
            }
        }

        HashSet<string> known = [.. parts.Select(part => Of(part.File))];
        foreach (string folder in (string[])[IndexFormat.EntriesFolder, IndexFormat.DirectoriesFolder])
        {
            Directory.CreateDirectory(Of(folder));
            foreach (string file in Directory.EnumerateFiles(Of(folder)))
            {
                if (!known.Contains(file))
                {
                    File.Delete(file);
                }
            }
        }

        RemoveTemporary();
    }

    /// <summary>Removes what sorting left.</summary>
    internal void RemoveTemporary()
    {
        if (Directory.Exists(Of(IndexFormat.TemporaryFolder)))
        {
            Directory.Delete(Of(IndexFormat.TemporaryFolder), recursive: true);
        }
    }

    /// <summary>Makes a file, or the names in a folder, last.</summary>
    /// <exception cref="FathomException">They cannot be written.</exception>
    internal static void Sync(string path)
    {
        Errno errno = Interop.Sync(path);
        if (errno != Errno.None)
        {
            throw new FathomException("cannot write", Encoding.UTF8.GetBytes(path), errno);
        }
    }
}
