using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Tests.Data;

public sealed class CurrentTenantTests
{
    [Fact]
    public void Id_NobodySetIt_Throws() => Assert.Throws<InvalidOperationException>(() => new CurrentTenant().Id);

    [Fact]
    public void Set_AnotherTenantAfterwards_Throws()
    {
        var tenant = new CurrentTenant();
        var id = Ids.New();
        tenant.Set(id);
        tenant.Set(id);

        Assert.Throws<InvalidOperationException>(() => tenant.Set(Ids.New()));
        Assert.Throws<InvalidOperationException>(() => tenant.Set(null));
        Assert.Equal(id, tenant.Id);
    }

    [Fact]
    public void Set_Null_MeansThePlatformAndIsKept()
    {
        var tenant = new CurrentTenant();
        tenant.Set(null);

        Assert.Null(tenant.Id);
        Assert.Throws<InvalidOperationException>(() => tenant.Set(Ids.New()));
    }
}
