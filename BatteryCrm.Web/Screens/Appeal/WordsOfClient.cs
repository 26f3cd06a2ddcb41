using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What the client's words in an open conversation name: the newest message that names a device, and the newest that names a repair.</summary>
public sealed record WordsOfClient(Guid? BrandId, Guid? ModelId, Guid? RepairTypeId, DeviceFinding Device, RepairFinding Repair)
{
    public static readonly WordsOfClient None = new(BrandId: null, ModelId: null, RepairTypeId: null, DeviceFinding.NotNamed, RepairFinding.NotNamed);

    /// <summary>Messages that are looked at, from the newest back.</summary>
    private const int Most = 30;

    /// <param name="messages">Oldest first, as they stand in the conversation.</param>
    public static WordsOfClient In(IReadOnlyList<MessageRow> messages, Recogniser recogniser)
    {
        var found = None;
        foreach (var message in messages.Reverse().Where(m => m is { Type: MessageTypes.Client, DeletedAt: null }).Take(Most))
        {
            if (found is { Device: not DeviceFinding.NotNamed, Repair: not RepairFinding.NotNamed }) break;
            var read = recogniser.Recognise(message.Text);
            if (found.Device == DeviceFinding.NotNamed) found = found with { BrandId = read.BrandId, ModelId = read.ModelId, Device = read.Device };
            if (found.Repair == RepairFinding.NotNamed) found = found with { RepairTypeId = read.RepairTypeId, Repair = read.Repair };
        }

        return found;
    }
}
