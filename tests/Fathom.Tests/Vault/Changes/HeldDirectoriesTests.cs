using Fathom.Vault;
using Xunit;

namespace Fathom.Tests.Vault.Changes;

public sealed class HeldDirectoriesTests
{
    private readonly HeldDirectories _held = new();

    [Fact]
    public void A_directory_is_below_all_that_it_was_found_in()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        HeldDirectory a = Hold(Id("a"), root);
        HeldDirectory b = Hold(Id("b"), a);
        _held.Release(a);

        Assert.True(_held.IsAtOrBelow(b, Id("a")));
        Assert.True(_held.IsAtOrBelow(b, Id("b")));
        Assert.True(_held.IsAtOrBelow(b, DirectoryId.Root));
        Assert.False(_held.IsAtOrBelow(root, Id("a")));
    }

    [Fact]
    public void A_move_changes_where_it_and_all_below_it_are()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        HeldDirectory a = Hold(Id("a"), root);
        HeldDirectory b = Hold(Id("b"), a);
        HeldDirectory c = Hold(Id("c"), root);

        _held.Move(Id("b"), c);

        Assert.True(_held.IsAtOrBelow(b, Id("c")));
        Assert.False(_held.IsAtOrBelow(b, Id("a")));
    }

    [Fact]
    public void What_nobody_holds_any_more_is_forgotten()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        HeldDirectory a = Hold(Id("a"), root);
        HeldDirectory b = Hold(Id("b"), a);
        _held.Release(a);
        Assert.Equal(3, _held.Count);

        _held.Release(b);
        Assert.Equal(1, _held.Count);
        _held.Release(root);
        Assert.Equal(0, _held.Count);
    }

    [Fact]
    public void A_directory_that_is_found_below_itself_makes_no_circle()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        HeldDirectory a = Hold(Id("a"), root);
        HeldDirectory b = Hold(Id("b"), a);

        HeldDirectory again = Hold(Id("a"), b);

        Assert.Same(a, again);
        Assert.Same(root, a.Parent);
    }

    [Fact]
    public void A_held_directory_keeps_its_number_when_another_node_names_it()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        Shown(Id("a"), root, 7);

        _held.Renumber(Id("a"), 7, 8);

        Assert.Equal(7UL, Shown(Id("a"), root, 8));
    }

    [Fact]
    public void A_number_that_a_held_directory_is_shown_with_is_no_other_ones()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        Shown(Id("a"), root, 7);
        _held.Renumber(Id("a"), 7, 8);

        ulong other = Shown(Id("b"), root, 7);

        Assert.NotEqual(7UL, other);
        Assert.Equal(other, Shown(Id("b"), root, 7));
        Assert.Equal(7UL, Shown(Id("a"), root, 8));
    }

    [Fact]
    public void A_number_is_free_again_when_nobody_holds_its_directory()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        ulong inode = 7;
        _held.Release(_held.Hold(Id("a"), root, ref inode));

        Assert.Equal(7UL, Shown(Id("b"), root, 7));
    }

    [Fact]
    public void A_directory_that_nobody_holds_keeps_its_number_when_another_node_names_it()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        Release(Id("a"), root, 7);

        _held.Renumber(Id("a"), 7, 8);
        _held.Renumber(Id("a"), 8, 9);

        Assert.Equal(1, _held.Count);
        Assert.NotEqual(7UL, Shown(Id("b"), root, 7));
        Assert.Equal(7UL, Release(Id("a"), root, 9));
        Assert.Equal(7UL, Shown(Id("a"), root, 9));
        Assert.Equal(3, _held.Count);
    }

    [Fact]
    public void A_kept_number_is_free_again_when_its_directory_was_removed()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        _held.Renumber(Id("a"), 7, 8);
        _held.Renumber(Id("b"), 9, 10);
        HeldDirectory b = Hold(Id("b"), root);

        _held.Remove(Id("a"));
        _held.Remove(Id("b"));

        Assert.Equal(7UL, Shown(Id("c"), root, 7));
        Assert.NotEqual(9UL, Release(Id("d"), root, 9));
        _held.Release(b);
        Assert.Equal(9UL, Shown(Id("e"), root, 9));
    }

    [Fact]
    public void Numbers_of_directories_that_nobody_holds_are_bounded()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);
        for (ulong i = 0; i <= HeldDirectories.MaxKept; i++)
        {
            _held.Renumber(Id($"{i}"), (2 * i) + 2, (2 * i) + 3);
        }

        Assert.Equal(2UL, Shown(Id("0"), root, 3));
        Assert.Equal((2UL * HeldDirectories.MaxKept) + 3, Shown(Id($"{HeldDirectories.MaxKept}"), root, (2UL * HeldDirectories.MaxKept) + 3));
    }

    [Fact]
    public void Two_places_of_one_directory_have_a_number_each()
    {
        HeldDirectory root = Hold(DirectoryId.Root, null);

        Assert.Equal((7UL, 8UL), (Shown(Id("a"), root, 7), Shown(Id("a"), root, 8)));
    }

    private HeldDirectory Hold(DirectoryId id, HeldDirectory? parent)
    {
        ulong inode = 0;
        return _held.Hold(id, parent, ref inode);
    }

    private ulong Shown(DirectoryId id, HeldDirectory parent, ulong inode)
    {
        _held.Hold(id, parent, ref inode);
        return inode;
    }

    private ulong Release(DirectoryId id, HeldDirectory parent, ulong inode)
    {
        _held.Release(_held.Hold(id, parent, ref inode));
        return inode;
    }

    private static DirectoryId Id(string text) => new(System.Text.Encoding.ASCII.GetBytes(text));
}
