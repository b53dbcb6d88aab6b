"""From the tree to the network: constants, arguments, copies, names, what a slide leaves out, shapes, facts."""
