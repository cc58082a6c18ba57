namespace His.Server.Storage;

/// <summary>The store cannot be used as it is. The sentence is for whoever runs HIS and says what to do.</summary>
internal sealed class StoreException(string sentence, Exception? inner = null) : Exception(sentence, inner);
