using BatteryCrm.Data.Operators;

namespace BatteryCrm.Web.Parts;

/// <summary>What a role is called.</summary>
public static class RoleText
{
    /// <param name="role">One of <see cref="Roles"/>.</param>
    public static string Of(string role) => role switch
    {
        Roles.Admin => Texts.RoleAdmin,
        Roles.Manager => Texts.RoleManager,
        Roles.Platform => Texts.RolePlatform,
        _ => Texts.RoleOperator,
    };
}
