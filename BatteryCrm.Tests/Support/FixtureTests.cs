using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Support;

/// <summary>The fixture itself: copies are apart from each other, cheap, and hand out contexts of the right role.</summary>
public sealed class FixtureTests
{
    [Fact]
    public async Task CreateAsync_ManyCopies_EachIsItsOwnAndServesTheRightRole()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var database = await TestDatabase.CreateAsync();
            var tenant = await database.Given.TenantAsync("Копия " + i);
            await using var db = database.Db(tenant);
            Assert.Equal("Копия " + i, (await db.Tenants.SingleAsync()).Name);
            Assert.Equal("batterycrm_app", await db.Database.SqlQuery<string>($"select current_user::text as \"Value\"").SingleAsync());
        }
    }
}
