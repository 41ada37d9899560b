using System.Text;
using Fathom;
using Fathom.Local;

// The ten largest files below a directory, read while all workers walk it.
using LocalTree tree = LocalTree.Open(args.Length > 0 ? args[0] : ".");
WalkStream stream = new(tree, WalkOptions.Default, new WalkStreamOptions { Wanted = StatMask.Size });
PriorityQueue<byte[], long> largest = new();

await foreach (WalkEvent item in stream.Events)
{
    if (item.Kind == WalkEventKind.Error)
    {
        Console.Error.WriteLine($"{Encoding.UTF8.GetString(item.GetPath())}: {item.Errno.Describe()}");
    }
    else if (item.EntryKind == EntryKind.File && item.Errno == Errno.None)
    {
        largest.Enqueue(item.GetPath(), item.Size);
        if (largest.Count > 10)
        {
            largest.Dequeue();
        }
    }
}

foreach ((byte[] path, long size) in largest.UnorderedItems.OrderByDescending(file => file.Priority))
{
    Console.WriteLine($"{size,15:N0}  {Encoding.UTF8.GetString(path)}");
}
