using BatteryCrm.Web.Screens.Appeal;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class MessageExtraTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"contact":"x","location":{"lat":"53","lon":50},"form":[1]}""")]
    [InlineData("""{"location":{"lat":1e999,"lon":50}}""")]
    public void Read_OfAnotherShape_IsNothing(string? json)
    {
        var extra = MessageExtra.Read(json);

        Assert.Equal((null, null, 0, false), (extra.Contact, extra.Location, extra.Form.Count, extra.IsStart));
    }

    [Fact]
    public void Read_Form_KeepsTheOrderAndLeavesOutWhatIsEmpty()
    {
        var form = MessageExtra.Read("""{"form":{"model":"iPhone 11","name":" ","n":5}}""").Form;

        Assert.Equal([new FormField("model", "iPhone 11"), new FormField("n", "5")], form);
    }

    // In any language of the operator the point stays a point.
    [Fact]
    public void Location_AsALink_IsInvariant() => Assert.Equal("geo:-53.5,50.000001", new SharedLocation(-53.5, 50.000001, null, null).Link);
}
