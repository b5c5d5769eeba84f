"""Pure: bytes -> Document. Reads what a feed sent, cleans it and names its entries. Imports only the model."""
