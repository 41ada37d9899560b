namespace Fathom.Index;

/// <summary>Takes the growth of one directory.</summary>
public delegate void DirectoryGrowthReader(in DirectoryGrowth growth);
