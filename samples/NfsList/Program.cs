using System.Text;
using Fathom.Nfs;

// Lists a directory of an NFS export, or prints one file of it: NfsList nfs://host/export [FILE]
if (args.Length == 0 || !NfsUrl.TryParse(Encoding.UTF8.GetBytes(args[0]), out NfsUrl? url, out _))
{
    Console.Error.WriteLine("NfsList nfs://host/export [FILE]");
    return 2;
}

using NfsClient client = NfsClient.Connect(url);
foreach (NfsDirectoryEntry entry in client.ReadDirectory(client.Root))
{
    Console.WriteLine($"{entry.Attributes?.Size,15:N0}  {Encoding.UTF8.GetString(entry.Name.Span)}");
}

if (args.Length > 1)
{
    using NfsFileStream file = client.OpenRead(Encoding.UTF8.GetBytes(args[1]));
    file.CopyTo(Console.OpenStandardOutput());
}

return 0;
