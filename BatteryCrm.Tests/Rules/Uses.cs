using Mono.Cecil;
using Mono.Cecil.Cil;

namespace BatteryCrm.Tests.Rules;

/// <summary>One type of ours that uses another type or method, as compiled: signatures, attributes and method bodies, lambdas included.</summary>
/// <param name="User">Full name of the outermost type that uses.</param>
/// <param name="Used">Full name of the outermost type that is used.</param>
/// <param name="Member">The method or field; null where only the type is named.</param>
internal sealed record Use(string User, string Used, string? Member);

/// <summary>Who uses what, read from a compiled assembly.</summary>
internal static class Uses
{
    private static readonly Lazy<IReadOnlyList<Use>> OfWeb = new(() => Read(typeof(Web.Links).Assembly.Location));

    /// <summary>Everything that types of BatteryCrm.Web use.</summary>
    public static IReadOnlyList<Use> Web => OfWeb.Value;

    public static IReadOnlyList<Use> Read(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var uses = new HashSet<Use>();
        foreach (var type in module.GetTypes())
        {
            var user = Outermost(type).FullName;
            foreach (var (used, member) in OfType(type).Concat(type.Methods.SelectMany(OfMethod)))
                foreach (var part in Parts(used))
                    uses.Add(new Use(user, Outermost(part).FullName, member));
        }

        return [.. uses.Where(u => !string.Equals(u.User, u.Used, StringComparison.Ordinal))];
    }

    private static IEnumerable<(TypeReference Type, string? Member)> OfType(TypeDefinition type)
    {
        if (type.BaseType is not null) yield return (type.BaseType, null);
        foreach (var contract in type.Interfaces) yield return (contract.InterfaceType, null);
        foreach (var attribute in type.CustomAttributes) yield return (attribute.AttributeType, null);
        foreach (var field in type.Fields) yield return (field.FieldType, null);
        foreach (var attribute in type.Fields.SelectMany(f => f.CustomAttributes).Concat(type.Properties.SelectMany(p => p.CustomAttributes))) yield return (attribute.AttributeType, null);
    }

    private static IEnumerable<(TypeReference Type, string? Member)> OfMethod(MethodDefinition method)
    {
        yield return (method.ReturnType, null);
        foreach (var parameter in method.Parameters) yield return (parameter.ParameterType, null);
        if (!method.HasBody) yield break;
        foreach (var variable in method.Body.Variables) yield return (variable.VariableType, null);
        foreach (var operand in method.Body.Instructions.Where(i => i.OpCode.OperandType != OperandType.InlineString).Select(i => i.Operand))
            switch (operand)
            {
                case TypeReference used:
                    yield return (used, null);
                    break;
                case MemberReference { DeclaringType: { } used } member:
                    yield return (used, member.Name);
                    if (member is GenericInstanceMethod generic)
                        foreach (var argument in generic.GenericArguments) yield return (argument, member.Name);
                    break;
            }
    }

    // IDbContextFactory<WorkerDb> uses both.
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Prepend(generic.ElementType),
        TypeSpecification { ElementType: { } element } => Parts(element),
        GenericParameter => [],
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
