using System.Security.Cryptography;
using System.Text;

namespace His.Platform.Asterisk;

/// <summary>The agents of the settings and their passwords: Asterisk has a word for telephones, not for people.</summary>
internal sealed class AgentBook
{
    private readonly Dictionary<string, AsteriskAgentOptions> _agents;
    private readonly Dictionary<string, byte[]> _proofs;

    // Passwords are compared as keyed hashes: of one length, so that the comparison takes one time, and of no use elsewhere.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _nobody = RandomNumberGenerator.GetBytes(32);

    public AgentBook(IReadOnlyList<AsteriskAgentOptions> agents)
    {
        _agents = agents.ToDictionary(agent => agent.Id, StringComparer.Ordinal);
        _proofs = agents.ToDictionary(agent => agent.Id, agent => Proof(agent.Password), StringComparer.Ordinal);
    }

    public AsteriskAgentOptions? Find(string agentId) => _agents.GetValueOrDefault(agentId);

    /// <summary>The agent, if the password is theirs. Who is unknown costs the same work as who is mistaken.</summary>
    public AsteriskAgentOptions? Recognise(AgentCredentials credentials)
    {
        var isRight = CryptographicOperations.FixedTimeEquals(_proofs.GetValueOrDefault(credentials.AgentId, _nobody), Proof(credentials.Password));
        return isRight ? Find(credentials.AgentId) : null;
    }

    private byte[] Proof(string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));
}
