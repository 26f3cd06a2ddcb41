using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>A node that a journey hands on is as good as a new one, or it is not handed on.</summary>
[Collection(Alone.Name)]
public sealed class SpareNodeTests
{
    [Fact]
    public async Task Node_ThatIsHandedOn_HasNoRowOfItsShop()
    {
        var node = await SpareNode.TakeAsync();
        await node.Database.Given.AppealAsync(await node.Database.Given.TenantAsync("РемТочка"));
        await node.GiveBackAsync(isClean: true);

        Assert.Same(node, await SpareNode.TakeAsync());
        Assert.Equal(0, await node.Database.ScalarAsync<long>("select (select count(*) from tenants) + (select count(*) from appeals) + (select count(*) from settings_versions where subject = 'tenants')"));
    }

    [Theory]
    [InlineData("update appeal_meta_config set is_active = not is_active where id = (select id from appeal_meta_config order by id limit 1)")]
    [InlineData("create trigger slow before insert on appeals for each row execute function nobody_is_alerted()")]
    [InlineData("revoke select on appeals from batterycrm_app")]
    public async Task Node_WithMoreThanRowsChanged_IsThrownAway(string change)
    {
        var node = await SpareNode.TakeAsync();
        await node.Database.ExecuteAsync(change);
        await node.GiveBackAsync(isClean: true);

        Assert.NotSame(node, await SpareNode.TakeAsync());
    }
}
