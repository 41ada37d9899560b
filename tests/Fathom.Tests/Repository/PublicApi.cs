using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Fathom.Tests.Repository;

/// <summary>Renders what callers of an assembly can see, one line a type or member, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of an assembly.</summary>
    public static string[] Render(Assembly assembly)
    {
        return [.. assembly.GetExportedTypes().SelectMany(Render).Order(StringComparer.Ordinal)];
    }

    /// <summary>The lines of one type and its members, unsorted.</summary>
    public static IEnumerable<string> Render(Type type)
    {
        string name = TypeNames.Of(type);
        if (type.IsEnum)
        {
            string flags = type.IsDefined(typeof(FlagsAttribute), false) ? "flags enum" : "enum";
            yield return $"{name} : {flags}, {TypeNames.Of(Enum.GetUnderlyingType(type))}";
            foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                yield return $"{name}.{field.Name} = {Literal(field.GetRawConstantValue())}";
            }

            yield break;
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            yield return $"delegate {name}({Parameters(invoke)}) -> {Result(invoke)}{TypeNames.Constraints(type.GetGenericArguments())}";
            yield break;
        }

        yield return $"{name} : {Description(type)}{TypeNames.Constraints(type.GetGenericArguments())}";
        foreach (string line in Members(type, name))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Members(Type type, string name)
    {
        foreach (FieldInfo field in type.GetFields(Declared).Where(IsVisible))
        {
            string typeName = TypeNames.Of(field.FieldType, new NullabilityInfoContext().Create(field));
            string modifiers = field.IsLiteral ? "const " : (field.IsStatic ? "static " : "") + (field.IsInitOnly ? "readonly " : "");
            string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
            yield return $"{modifiers}{name}.{field.Name}{value} -> {typeName}";
        }

        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(method => !method.IsStatic && IsVisible(method)))
        {
            yield return $"{Modifiers(constructor)}{name}.{type.Name.Split('`')[0]}({Parameters(constructor)})";
        }

        foreach (PropertyInfo property in type.GetProperties(Declared))
        {
            string index = property.GetIndexParameters().Length > 0 ? $"[{Parameters(property.GetMethod ?? property.SetMethod!)}]" : "";
            if (property.GetMethod is { } getter && IsVisible(getter))
            {
                yield return $"{Modifiers(getter)}{name}.{property.Name}{index}.get -> {Result(getter)}";
            }

            if (property.SetMethod is { } setter && IsVisible(setter))
            {
                bool isInit = setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
                string required = property.IsDefined(typeof(RequiredMemberAttribute), false) ? "required " : "";
                yield return $"{required}{Modifiers(setter)}{name}.{property.Name}{index}.{(isInit ? "init" : "set")}";
            }
        }

        foreach (EventInfo item in type.GetEvents(Declared).Where(item => IsVisible(item.AddMethod!)))
        {
            yield return $"{Modifiers(item.AddMethod!)}event {name}.{item.Name} -> {TypeNames.Of(item.EventHandlerType!)}";
        }

        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => IsVisible(method) && IsWritten(method)))
        {
            Type[] generics = method.GetGenericArguments();
            string list = generics.Length > 0 ? $"<{string.Join(", ", generics.Select(item => item.Name))}>" : "";
            string signature = $"{name}.{method.Name}{list}({Parameters(method)}) -> {Result(method)}";
            yield return Modifiers(method) + signature + TypeNames.Constraints(generics);
        }
    }

    // Accessors have their property's line; what the compiler adds to a record follows from the word "record".
    private static bool IsWritten(MethodInfo method)
    {
        bool isAccessor = method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);
        return !isAccessor && !method.IsDefined(typeof(CompilerGeneratedAttribute), false);
    }

    private static bool IsVisible(MethodBase method)
    {
        return method.IsPublic || (method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed;
    }

    private static bool IsVisible(FieldInfo field)
    {
        return field.IsPublic || (field.IsFamily || field.IsFamilyOrAssembly) && !field.DeclaringType!.IsSealed;
    }

    private static string Description(Type type)
    {
        Type[] inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<Type> interfaces = type.GetInterfaces().Where(item => item.IsVisible).Except(inherited);
        IEnumerable<string> bases = interfaces.Select(item => TypeNames.Of(item)).Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases = bases.Prepend(TypeNames.Of(parent));
        }

        return string.Join(", ", bases.Prepend(Kind(type)));
    }

    private static string Kind(Type type)
    {
        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsValueType)
        {
            string prefix = type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly " : "";
            return prefix + (type.IsByRefLike ? "ref " : "") + (HasMethod(type, "PrintMembers") ? "record struct" : "struct");
        }

        string modifier = (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        return modifier + (HasMethod(type, "<Clone>$") ? "record" : "class");
    }

    private static bool HasMethod(Type type, string name)
    {
        return type.GetMethods(Declared).Any(method => method.Name == name);
    }

    private static string Modifiers(MethodBase method)
    {
        string access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
        {
            return access + (method.IsAbstract ? "static abstract " : "static ");
        }

        if (method.DeclaringType!.IsInterface)
        {
            return access + (method.IsAbstract ? "" : "virtual ");
        }

        bool isOverride = method is MethodInfo info && info.GetBaseDefinition() != info;
        bool isVirtual = method.IsVirtual && !method.IsFinal;
        return access + (method.IsAbstract ? "abstract " : isOverride ? "override " : isVirtual ? "virtual " : "");
    }

    private static string Parameters(MethodBase method)
    {
        string receiver = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        return receiver + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        string passing = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true } when parameter.IsDefined(typeof(RequiresLocationAttribute), false) => "ref readonly ",
            { ParameterType.IsByRef: true } when parameter.IsDefined(typeof(IsReadOnlyAttribute), false) => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), false) => "params ",
            _ when parameter.IsDefined(typeof(ParamCollectionAttribute), false) => "params ",
            _ => "",
        };
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : "";
        string type = TypeNames.Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));
        return $"{passing}{type} {parameter.Name}{value}";
    }

    private static string Result(MethodInfo method)
    {
        ParameterInfo result = method.ReturnParameter;
        string passing = result.ParameterType.IsByRef ? "ref " : "";
        string fixedness = passing.Length > 0 && result.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly " : "";
        return passing + fixedness + TypeNames.Of(result.ParameterType, new NullabilityInfoContext().Create(result));
    }

    private static string Literal(object? value, Type? type = null)
    {
        return value switch
        {
            null => type is { IsValueType: true } && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            char letter => $"'{letter}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
