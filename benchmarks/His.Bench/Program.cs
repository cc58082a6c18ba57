using His.Bench;
using His.Bench.Asterisk;
using His.Bench.Cases;
using His.Bench.Peers;

switch (args)
{
    case ["asterisk", .. var rest]:
        return await Comparison.RunAsync(rest);
    case ["crowd", .. var rest]:
        return await CrowdOfAgents.RunAsync(rest);
    case ["idle", .. var rest]:
        return await IdleAgents.RunAsync(rest);
    case ["logouts", .. var rest]:
        return await LogoutsAtOnce.RunAsync(rest);
    case ["soak", .. var rest]:
        return await Soak.RunAsync(rest);
    case ["attack", var port]:
        return await UnderAttack.RunAttackersAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    case ["peer", var role, .. var rest]:
        return await Roles.RunAsync(role, rest);
    default:
        return await AllCases.RunAsync(args);
}
