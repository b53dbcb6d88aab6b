"""Chains as boxes in oblique view, as AlexNet and VGG are known by: channels by height, places receding."""
