// Kit looks here for the app's own types; there are none yet, but the file must be a module.
export {};
