namespace Fathom.Cli;

/// <summary>A directive of a template, or text between directives.</summary>
/// <param name="Directive">The letter after <c>%</c>; for <c>%T@</c>, <c>T</c>. 0 for text.</param>
/// <param name="Text">Empty for a directive.</param>
internal readonly record struct TemplatePart(char Directive, byte[] Text);
