using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Tree;

public sealed class ConflictNamesTests
{
    [Fact]
    public void A_name_is_found_in_its_directory_alone()
    {
        ConflictNames names = new();
        DirectoryId one = DirectoryId.Create();
        names.Add(one, "name"u8, "stored"u8);
        names.Add(one, "other"u8, "first"u8);
        names.Add(one, "other"u8, "second"u8);

        Assert.Equal("stored"u8.ToArray(), names.Find(one, "name"u8));
        Assert.Equal("second"u8.ToArray(), names.Find(one, "other"u8));
        Assert.Null(names.Find(DirectoryId.Root, "name"u8));
        Assert.Null(names.Find(one, "nam"u8));
    }

    [Fact]
    public void However_many_are_noted_memory_is_bounded_and_the_last_one_is_there()
    {
        ConflictNames names = new();
        for (int i = 0; i < 10_000; i++)
        {
            names.Add(DirectoryId.Root, BitConverter.GetBytes(i), "stored"u8);
        }

        Assert.NotNull(names.Find(DirectoryId.Root, BitConverter.GetBytes(9_999)));
        Assert.Null(names.Find(DirectoryId.Root, BitConverter.GetBytes(0)));
    }
}
