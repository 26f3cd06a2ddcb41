using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Appeal;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>What the card's history reads and how its lines are said.</summary>
public sealed class HistoryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Read_AppealOfAClientWithOthers_HasItsOwnDeedsNewestFirstAndTheOthers()
    {
        var tenant = await database.Given.TenantAsync();
        var irina = await database.Given.OperatorAsync(tenant, name: "Ирина Соколова");
        var client = await database.Given.ClientAsync(tenant);
        var (appeal, other) = (await database.Given.AppealAsync(tenant, client), await database.Given.AppealAsync(tenant, client));
        await database.Given.AppealAsync(tenant);
        foreach (var (type, minute, who) in new (string, int, Guid?)[] { (ActionTypes.AppealCreated, 0, null), (ActionTypes.TakeAppeal, 1, irina) })
            await database.Given.AddAsync(new OperatorAction { TenantId = tenant, ContextAppealId = appeal, OperatorId = who, ActionType = type, CreatedAt = Messages.Noon.AddMinutes(minute) }, a => a.Id);
        await database.Given.AddAsync(new OperatorAction { TenantId = tenant, ContextAppealId = other, ActionType = ActionTypes.ReleaseAppeal, CreatedAt = Messages.Noon }, a => a.Id);
        database.Sql.Clear();

        var history = await new HistoryQueries(database.Factory(tenant)).ReadAsync(appeal, client, default);

        Assert.Equal([(ActionTypes.TakeAppeal, "Ирина Соколова"), (ActionTypes.AppealCreated, null)], history.Deeds.Select(d => (d.Type, d.Who)));
        Assert.Equal([other], history.Others.Select(o => o.Id));
        Assert.Equal(2, database.Sql.Statements.Count(s => !s.Contains("set_config", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(ActionTypes.StageChanged, """{"from":"Первичный контакт","to":"Сбор информации","automatic":true,"why":"first_answer"}""", "Первичный контакт → Сбор информации · автоматически", null)]
    [InlineData(ActionTypes.StageChanged, """{"from":"В работе","to":"Отменено","automatic":false,"why":"клиент передумал"}""", "В работе → Отменено", "клиент передумал")]
    [InlineData(ActionTypes.PriceSet, """{"from":null,"to":8500,"serviceId":null}""", "Цена: 8\u00a0500\u00a0₽", null)]
    [InlineData(ActionTypes.PriceSet, """{"from":8000,"to":8500}""", "Цена: 8\u00a0000\u00a0₽ → 8\u00a0500\u00a0₽", null)]
    [InlineData(ActionTypes.AppealUpdated, """{"fields":["brand_id","model_id","repair_type_id"]}""", "Изменено: Устройство, Тип ремонта", null)]
    [InlineData(ActionTypes.AppealUpdated, """{"replyNeeded":false}""", "Ответ не требуется", null)]
    [InlineData(ActionTypes.AppealUpdated, """{"assignedTo":"0197a4e0-0000-7000-8000-000000000001","name":"Павел Ветров","why":"уехал на выезд"}""", "Передано: Павел Ветров", "уехал на выезд")]
    [InlineData(ActionTypes.AppealUpdated, """{"assignedTo":"0197a4e0-0000-7000-8000-000000000001","name":"Павел Ветров","automatic":true}""", "Назначено по очереди: Павел Ветров", null)]
    [InlineData(ActionTypes.AppealUpdated, """{"snoozedUntil":"2025-11-21T09:30:00+00:00"}""", "Отложено до 21.11.2025 09:30", null)]
    [InlineData(ActionTypes.AppealUpdated, """{"snoozedUntil":null}""", "Снова в очереди", null)]
    [InlineData(ActionTypes.ReleaseAppeal, null, "Освобождено", null)]
    [InlineData(ActionTypes.ReleaseAppeal, """{"automatic":true,"why":"signed_out","holder":"0197a4e0-0000-7000-8000-000000000001","name":"Павел Ветров"}""", "Освобождено автоматически: Павел Ветров не на связи", null)]
    [InlineData(ActionTypes.TakeAppeal, null, "Взято в работу", null)]
    [InlineData(ActionTypes.StageChanged, "[]", "Стадия изменена", null)]
    [InlineData(ActionTypes.PriceSet, """{"to":1e300}""", "Цена", null)]
    [InlineData("something_of_tomorrow", "[]", "something_of_tomorrow", null)]
    public void Deed_OfEachKind_IsASentence(string type, string? details, string sentence, string? comment)
    {
        var deed = new Deed(Messages.Numbered(1), type, details, Messages.Noon, "Ирина");

        Assert.Equal((sentence, comment), (DeedText.Of(deed, Zones.Utc), DeedText.CommentOf(deed)));
    }
}
