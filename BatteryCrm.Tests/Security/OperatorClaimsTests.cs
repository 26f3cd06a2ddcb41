using System.Security.Claims;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Security;

/// <summary>A principal whose claims do not fit together is nobody.</summary>
public sealed class OperatorClaimsTests
{
    private static readonly Guid Id = Ids.New();
    private static readonly Guid Tenant = Ids.New();

    [Fact]
    public void Read_TenantOperator_IsWhoTheClaimsSay()
    {
        var identity = OperatorClaims.Read(Principal((ClaimTypes.NameIdentifier, $"{Id}"), (OperatorClaims.Tenant, $"{Tenant}"), (ClaimTypes.Role, Roles.Admin), (ClaimTypes.Name, "Ольга")));

        Assert.Equal(new OperatorIdentity(Id, Tenant, "Ольга", Roles.Admin), identity);
    }

    [Fact]
    public void Read_PlatformOperator_HasNoTenant()
    {
        var identity = OperatorClaims.Read(Principal((ClaimTypes.NameIdentifier, $"{Id}"), (OperatorClaims.Tenant, ""), (ClaimTypes.Role, Roles.Platform), (ClaimTypes.Name, "p")));

        Assert.Null(identity!.TenantId);
    }

    [Fact]
    public void Read_ClaimsThatDoNotFit_IsNobody()
    {
        (string, string) id = (ClaimTypes.NameIdentifier, $"{Id}"), tenant = (OperatorClaims.Tenant, $"{Tenant}"), none = (OperatorClaims.Tenant, "");

        Assert.Null(OperatorClaims.Read(null));
        Assert.Null(OperatorClaims.Read(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{Id}")]))));
        Assert.Null(OperatorClaims.Read(Principal(id, (ClaimTypes.Role, Roles.Platform))));
        Assert.Null(OperatorClaims.Read(Principal(id, tenant)));
        Assert.Null(OperatorClaims.Read(Principal(id, none, (ClaimTypes.Role, Roles.Admin))));
        Assert.Null(OperatorClaims.Read(Principal(id, tenant, (ClaimTypes.Role, Roles.Platform))));
        Assert.Null(OperatorClaims.Read(Principal((ClaimTypes.NameIdentifier, "1"), tenant, (ClaimTypes.Role, Roles.Admin))));
    }

    private static ClaimsPrincipal Principal(params (string Type, string Value)[] claims) =>
        new(new ClaimsIdentity(claims.Select(c => new Claim(c.Type, c.Value)), "test"));
}
