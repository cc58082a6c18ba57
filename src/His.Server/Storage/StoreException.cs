namespace His.Server.Storage;

/// <summary>The store cannot be used as it is. The message is for the operator and has the remedy.</summary>
internal sealed class StoreException(string sentence, Exception? inner = null) : Exception(sentence, inner);
