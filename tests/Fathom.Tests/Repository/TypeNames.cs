using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fathom.Tests.Repository;

/// <summary>Writes types as C# does, with full namespaces and nullable annotations.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>The name of a type; <paramref name="nullability"/> adds the question marks of references.</summary>
    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value) + "?";
        }

        string mark = nullability?.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!) + "*";
        }

        return (s_keywords.GetValueOrDefault(type) ?? Qualified(type, nullability)) + mark;
    }

    /// <summary>The constraints of generic parameters, each <c> where T : ...</c>.</summary>
    public static string Constraints(Type[] parameters)
    {
        return string.Concat(parameters.Select(parameter => (Name: parameter.Name, Rules: Rules(parameter)))
            .Where(item => item.Rules.Length > 0)
            .Select(item => $" where {item.Name} : {item.Rules}"));
    }

    private static string Qualified(Type type, NullabilityInfo? nullability)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        string name = type.Name;
        Type[] arguments = type.GetGenericArguments();
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        if (tick >= 0)
        {
            // A nested type repeats the arguments of the types around it; its own are the last ones.
            int own = int.Parse(name.AsSpan(tick + 1), provider: null);
            NullabilityInfo[]? marks = nullability?.GenericTypeArguments;
            bool matches = marks?.Length == arguments.Length;
            IEnumerable<string> names = arguments.Select((argument, i) => Of(argument, matches ? marks![i] : null));
            name = $"{name[..tick]}<{string.Join(", ", names.Skip(arguments.Length - own))}>";
        }

        string scope = type.DeclaringType is { } outer ? Qualified(outer, null) : type.Namespace ?? "";
        return scope.Length > 0 ? $"{scope}.{name}" : name;
    }

    private static string Rules(Type parameter)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        IEnumerable<string> types = parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(type => Of(type));
        string[] rules =
        [
            attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? "class" : "",
            isStruct ? parameter.IsDefined(typeof(IsUnmanagedAttribute), false) ? "unmanaged" : "struct" : "",
            .. types.Order(StringComparer.Ordinal),
            attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct ? "new()" : "",
            attributes.HasFlag(GenericParameterAttributes.AllowByRefLike) ? "allows ref struct" : "",
        ];
        return string.Join(", ", rules.Where(rule => rule.Length > 0));
    }
}
