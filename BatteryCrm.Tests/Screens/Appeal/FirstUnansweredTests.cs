using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Screens.Appeal;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class FirstUnansweredTests
{
    [Fact]
    public void In_ClientWroteSeveralTimesSinceOurLastWord_IsTheFirstOfThem() =>
        Assert.Equal(new FirstUnanswered(Numbered(3), IsFurtherBack: false), FirstUnanswered.In([Message(1), Message(2, MessageTypes.Operator), Message(3), Message(4)], Noon.AddMinutes(3), hasOlder: true));

    [Fact]
    public void In_NotesAndWhatWasTakenBack_AreNoAnswer() =>
        Assert.Equal(Numbered(2), FirstUnanswered.In([Message(1, MessageTypes.Agent), Message(2), Message(3, MessageTypes.Note), Message(4, MessageTypes.Operator) with { DeletedAt = Noon }, Message(5)], Noon.AddMinutes(2), hasOlder: false)!.Id);

    [Fact]
    public void In_AnAutomaticReply_IsNoAnswer() =>
        Assert.Equal(Numbered(2), FirstUnanswered.In([Message(1, MessageTypes.Operator), Message(2), Message(3, MessageTypes.Automatic), Message(4)], Noon.AddMinutes(2), hasOlder: false)!.Id);

    [Fact]
    public void In_WhatWasSaidToNeedNoAnswer_IsPassedOver() =>
        Assert.Equal(Numbered(3), FirstUnanswered.In([Message(1), Message(2), Message(3), Message(4)], Noon.AddMinutes(3), hasOlder: false)!.Id);

    [Fact]
    public void In_NobodyWaits_IsNone()
    {
        Assert.Null(FirstUnanswered.In([Message(1)], waitingSince: null, hasOlder: false));
        Assert.Null(FirstUnanswered.In([Message(1, MessageTypes.Operator)], Noon, hasOlder: true));
        Assert.Null(FirstUnanswered.In([], Noon, hasOlder: false));
    }

    [Fact]
    public void In_OnlyUnansweredOnesAreLoaded_MayBeginFurtherBack() =>
        Assert.Equal(new FirstUnanswered(Numbered(1), IsFurtherBack: true), FirstUnanswered.In([Message(1), Message(2)], Noon.AddMinutes(-500), hasOlder: true));

    // It reached us later than it was written, as after an outage.
    [Fact]
    public void In_MessageThatCameLate_WaitsSinceItWasWritten() =>
        Assert.Equal(Numbered(1), FirstUnanswered.In([Message(1, minute: 10) with { SentAt = Noon }, Message(2, minute: 11) with { SentAt = Noon.AddMinutes(-9) }], Noon, hasOlder: false)!.Id);
}
